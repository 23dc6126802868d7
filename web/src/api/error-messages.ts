import { ShopError } from '@hotdeal/client';
import { language } from '../i18n/language';
import { CODE_TEXTS, OTHER_TEXTS } from './error-texts';
import { FIELD_TEXTS, RULE_TEXTS, RULES_OF_LIMITS, type Texts } from './field-texts';

/** The message for an error, in the language of the page. */
export function errorMessage(failure: unknown): string {
  if (!(failure instanceof ShopError))
    return inLanguage(OTHER_TEXTS[failure instanceof TypeError ? 'offline' : 'failed']);
  const text = CODE_TEXTS[failure.code];
  return inLanguage(text ?? OTHER_TEXTS[failure.status === 404 ? 'notFound' : 'failed']);
}

/**
 * The message for each invalid field, by the name of the field.
 *
 * @param ofForm for fields whose limits are others in this form
 */
export function fieldErrors(failure: unknown, ofForm: Texts = {}): ReadonlyMap<string, string> {
  if (!(failure instanceof ShopError)) return new Map();
  const texts = { ...FIELD_TEXTS, ...ofForm };
  return new Map((failure.problem.errors ?? []).map(({ field, rule }) => [field, fieldMessage(texts[field], rule)]));
}

function fieldMessage(text: Texts[string] | undefined, rule: string): string {
  const ofField = RULES_OF_LIMITS.has(rule) ? text : undefined;
  return inLanguage(ofField ?? RULE_TEXTS[rule] ?? OTHER_TEXTS.invalid);
}

/** For a form that the browser does not send because of this rule. */
export function ruleMessage(rule: string): string {
  return inLanguage(RULE_TEXTS[rule] ?? OTHER_TEXTS.invalid);
}

function inLanguage([korean, english]: Texts[string]): string {
  return language.value === 'ko' ? korean : english;
}
