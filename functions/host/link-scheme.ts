import type { Actor } from '../../shared/kernel/actor';

/** A kind of link that stands for a right. Its bearer signs in by `Authorization: {word} {token}`. */
export interface LinkScheme {
  /** The word of the header, compared without regard to case. */
  readonly word: string;
  /** Its name and description in the API description. The name is public: clients refer to it. */
  readonly security: string;
  readonly about: string;
  /** As whom the record shows the bearer. */
  readonly actor: Actor;
  /** What it is called in a sentence that says who may come. */
  readonly called: string;
  /** What is said where the link opens nothing: what it is for. Who may come instead is added. */
  readonly elsewhere: string;
  /** For which purpose of the limiter the wrong ones are counted. */
  readonly wrong: string;
}

/** By the name that contracts use. */
export type LinkSchemes = Readonly<Record<string, LinkScheme>>;

/** The scheme that an Authorization header names, and the token; undefined: it is no link of ours. */
export function schemeIn(
  authorization: string,
  schemes: LinkSchemes,
): { readonly link: string; readonly scheme: LinkScheme; readonly token: string } | undefined {
  const [, word, token] = /^(\S+) +(\S{1,400}) *$/.exec(authorization) ?? [];
  if (word === undefined || token === undefined) return undefined;
  const found = Object.entries(schemes).find(([, scheme]) => scheme.word.toLowerCase() === word.toLowerCase());
  return found && { link: found[0], scheme: found[1], token };
}
