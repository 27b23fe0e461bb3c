import type { Json } from '../../../../../shared/kernel/json';
import type { Traits } from '../../../kernel/faults';
import type { GraphCall, Principal, TenantAnswer } from '../../model';
import type { Area } from '../areas';
import type { Query } from '../odata/odata';

/** The values of the path's parameters, by their names in the pattern. */
export type Names = Readonly<
  Partial<
    Record<'user' | 'calendarId' | 'eventId' | 'messageId' | 'folder' | 'place' | 'group' | 'member' | 'site' | 'list' | 'item', string>
  >
>;

/** One request to one operation. */
export interface ServiceRequest {
  /** Header names are in lower case. */
  readonly call: GraphCall;
  readonly names: Names;
  readonly query: Query;
  /** Absolute address of the request without its query, for links. */
  readonly url: string;
  /** Root of the links in answers, without a trailing slash. */
  readonly root: string;
  readonly principal: Principal;
}

export interface Operation {
  /** Its name in the traits of faults. */
  readonly name: string;
  /** Methods and paths, a parameter in braces: `GET /users/{user}/events/{eventId}`, `GET /users/{user}/mailFolders('{folder}')`. */
  readonly at: readonly string[];
  readonly area: Area;
  /** Application permissions, one of which is needed; none suffices when the list is empty. Absent: none is needed. */
  readonly roles?: readonly string[];
  /** True for a list that comes in pages. */
  readonly pages?: boolean;
  /** Resource units that it takes of the limits of its area, in the directory those of a read; absent: 1. */
  readonly units?: number;
  /** True where the request carries bytes. */
  readonly takesContent?: boolean;
  /** Further traits of a request, from its body. */
  readonly traits?: (body: Json | undefined) => Traits;
  /** Throws Refusal. */
  readonly perform: (request: ServiceRequest) => TenantAnswer;
}

/** One service of Graph plugs in as the list of its operations. */
export type Service = readonly Operation[];
