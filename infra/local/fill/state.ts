/** How far the filling of the city is. */
export type FillState =
  | { readonly state: 'off' }
  | { readonly state: 'running' | 'filled' | 'stopped'; readonly done: number; readonly of: number }
  | { readonly state: 'failed'; readonly done: number; readonly of: number; readonly why: string };

/** For people. */
export function fillSentence(fill: FillState): string {
  if (fill.state === 'off') return 'The city is not filled: it has what you book.';
  const { done, of } = fill;
  switch (fill.state) {
    case 'running':
      return `Filling the city: ${done} of ${of}…`;
    case 'filled':
      return `The city is filled: ${done} reservations of the coming weeks.`;
    case 'stopped':
      return `Filling the city was stopped at ${done} of ${of}.`;
    case 'failed':
      return `Filling the city ended at ${done} of ${of}; all else goes on. ${fill.why}`;
  }
}

/** The state with its sentence: `GET /_instep/fill`. */
export const fillView = (fill: FillState) => ({ ...fill, sentence: fillSentence(fill) });
