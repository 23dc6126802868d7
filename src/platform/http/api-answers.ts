import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { ErrorCode } from './error-codes';
import { withLocation } from './location-header';

/** The body of a response: one view, the view of another module by its name, a plain list of views, a page of them, or nothing. */
type View = Type | string | readonly [Type] | PageView | undefined;

interface PageView {
  readonly page: Type | string;
  readonly total: boolean;
}

interface AnswerOptions {
  /** the error codes of this route; those that every route may return are added automatically */
  readonly errors?: readonly ErrorCode[];
  /** sends `Location`, filled from the view's own fields: `/api/orders/{orderId}` */
  readonly location?: string;
  /** the former path of the route, documented as deprecated: `/api/admin/audit` */
  readonly deprecatedPath?: string;
  /** other statuses with which the same view may be returned */
  readonly also?: number | readonly number[];
}

/** A response body that is serialized already. */
export class JsonText {
  constructor(readonly text: string) {}
}

/**
 * The response is a page of these items.
 * @param options.total it also has `total`, the number of items of the whole list
 */
export function pageOf(item: Type | string, { total = false } = {}): PageView {
  return { page: item, total };
}

/** Sets the status of a route's response, and documents it with its body and the error codes of the route. */
export function ApiAnswers(status: number, view?: View, options: AnswerOptions = {}): MethodDecorator {
  const { errors = [], location, deprecatedPath, also = [] } = options;
  const headers = location === undefined ? {} : { headers: { Location: { schema: { type: 'string' as const } } } };
  const statuses = [status, also].flat();
  return applyDecorators(
    ...(location === undefined ? [] : [withLocation(location)]),
    HttpCode(status),
    ...statuses.map((each) => ApiResponse({ status: each, ...headers, ...contentOf(view) })),
    ...modelsOf(view).map((model) => ApiExtraModels(model)),
    ...(deprecatedPath === undefined ? [] : [ApiExtension('x-deprecated-path', deprecatedPath)]),
    ...(errors.length > 0 ? [ApiExtension('x-error-codes', [...errors])] : []),
  );
}

function modelsOf(view: View): Type[] {
  if (view === undefined || typeof view === 'string') return [];
  if (isList(view)) return [view[0]];
  const model = 'page' in view ? view.page : view;
  return typeof model === 'string' ? [] : [model];
}

function contentOf(view: View): object {
  const model = typeof view === 'string' ? view : isPage(view) ? view.page : modelsOf(view)[0];
  if (view === undefined || model === undefined) return {};
  const one = { $ref: getSchemaPath(model) };
  const many = { type: 'array', items: one };
  if (isList(view)) return { content: { 'application/json': { schema: many } } };
  if (!isPage(view)) return { content: { 'application/json': { schema: one } } };
  const properties = {
    items: many,
    nextCursor: { type: 'string', nullable: true },
    ...(view.total ? { total: { type: 'integer', format: 'int64', minimum: 0 } } : {}),
  };
  const schema = { type: 'object', required: Object.keys(properties), properties };
  return { content: { 'application/json': { schema } } };
}

function isPage(view: View): view is PageView {
  return typeof view === 'object' && 'page' in view;
}

function isList(view: View): view is readonly [Type] {
  return Array.isArray(view);
}
