const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: DAYS },
];

/** Whether a text is a schedule as Azure Functions timers take it: NCRONTAB with six fields, seconds first. */
export function isNcrontab(text: string): boolean {
  const parts = text.trim().split(/\s+/);
  return parts.length === FIELDS.length && FIELDS.every((field, index) => isField(parts[index] ?? '', field));
}

const MINUTES = 60;
const DAY_SECONDS = 86_400;

/**
 * The longest time between two moments of a schedule, in seconds. Of one that leaves days out a week: that is long enough to be told of, and
 * no exact figure is needed.
 */
export function longestPause(text: string): number {
  const parts = text.trim().split(/\s+/);
  if (parts.slice(3).some((part) => part !== '*')) return 7 * DAY_SECONDS;
  const [seconds = [], minutes = [], hours = []] = FIELDS.slice(0, 3).map((field, at) => momentsOf(parts[at] ?? '', field));
  const moments = hours.flatMap((hour) => minutes.flatMap((minute) => seconds.map((second) => (hour * MINUTES + minute) * 60 + second)));
  const first = moments[0] ?? 0;
  return Math.max(...[...moments.slice(1), first + DAY_SECONDS].map((moment, at) => moment - (moments[at] ?? first)));
}

/** In their order. */
function momentsOf(text: string, field: Field): readonly number[] {
  const all = text.split(',').flatMap((entry) => {
    const [range = '', step] = entry.split('/');
    const [from = field.least, to] = range === '*' ? [field.least, field.most] : range.split('-').map((end) => valueOf(end, field));
    const last = to ?? (step === undefined ? from : field.most);
    return Array.from({ length: last - from + 1 }, (_, at) => from + at).filter((value) => (value - from) % Number(step ?? 1) === 0);
  });
  return [...new Set(all)].sort((a, b) => a - b);
}

function isField(text: string, field: Field): boolean {
  return text.split(',').every((entry) => {
    const [range = '', step, ...rest] = entry.split('/');
    if (rest.length > 0 || (step !== undefined && !/^[1-9]\d?$/.test(step))) return false;
    if (range === '*') return true;
    const ends = range.split('-').map((end) => valueOf(end, field));
    const [from, to = from] = ends;
    return ends.length <= 2 && from !== undefined && to !== undefined && from <= to;
  });
}

function valueOf(text: string, { least, most, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase().slice(0, 3));
  if (named >= 0 && text.length >= 3) return named + least;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : -1;
  return value >= least && value <= most ? value : undefined;
}
