import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { translations } from '../i18n/language';
import { guardLeaving } from '../navigation/route';
import { Confirmation } from './dialog';

const messages = translations({
  ko: {
    title: '저장하지 않고 나갈까요?',
    why: '입력한 내용이 저장되지 않았어요. 지금 나가면 사라져요.',
    leave: '나가기',
    stay: '계속 작성하기',
  },
  en: {
    title: 'Leave without saving?',
    why: 'What you entered has not been saved and will be lost.',
    leave: 'Leave',
    stay: 'Keep editing',
  },
});

/** Asks before a form with unsaved changes is left, also when the window is closed. */
export function UnsavedChanges({ isChanged }: { readonly isChanged: boolean }): JSX.Element | null {
  const [leave, setLeave] = useState<() => void>();
  useEffect(() => {
    if (!isChanged) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', warn);
    const stopGuarding = guardLeaving((proceed) => setLeave(() => proceed));
    return () => {
      removeEventListener('beforeunload', warn);
      stopGuarding();
    };
  }, [isChanged]);
  if (leave === undefined) return null;
  return (
    <Confirmation
      title={messages.title}
      action={messages.leave}
      dismiss={messages.stay}
      onClose={() => setLeave(undefined)}
      onConfirm={() => {
        leave();
        return Promise.resolve();
      }}
    >
      <p>{messages.why}</p>
    </Confirmation>
  );
}
