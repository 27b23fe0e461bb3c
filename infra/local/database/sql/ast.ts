import type { Json } from '../../../../shared/kernel/json';

export type BinaryOperator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | '||' | '??' | 'AND' | 'OR';

export type Expression =
  | { readonly kind: 'literal'; readonly value: Json | undefined }
  | { readonly kind: 'parameter'; readonly name: string }
  /** A member of the document: no names is the document itself. */
  | { readonly kind: 'path'; readonly names: readonly (string | number)[] }
  | { readonly kind: 'member'; readonly of: Expression; readonly name: string | number }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'in'; readonly operand: Expression; readonly options: readonly Expression[] }
  | { readonly kind: 'between'; readonly operand: Expression; readonly low: Expression; readonly high: Expression }
  | { readonly kind: 'choose'; readonly when: Expression; readonly then: Expression; readonly otherwise: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Expression])[] };

export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'value'; readonly of: Expression }
  | { readonly kind: 'list'; readonly members: readonly (readonly [string, Expression])[] };

export interface OrderItem {
  readonly of: Expression;
  readonly descending: boolean;
}

/** A number in the text, or a parameter that holds one. */
export type Count = Extract<Expression, { kind: 'literal' | 'parameter' }>;

export interface Query {
  readonly alias: string;
  readonly distinct: boolean;
  readonly top?: Count;
  readonly select: Selection;
  readonly where?: Expression;
  readonly orderBy: readonly OrderItem[];
  readonly offset?: Count;
  readonly limit?: Count;
  /** Where the clauses stand in the text, for rewriting (the query plan). */
  readonly spans: { readonly select: Span; readonly where?: Span; readonly orderBy?: Span; readonly orderItems: readonly Span[] };
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The text is not a query that is served: `status` 400 where Cosmos DB would refuse it too, 501 where only this one does not cover it. */
export class QueryRefused extends Error {
  constructor(
    readonly status: 400 | 501,
    message: string,
  ) {
    super(message);
    this.name = 'QueryRefused';
  }
}
