import type { RowName } from '../fixture';
import type { Row } from '../row';
import { defects } from './defects';
import { falseAbsence } from './false-absence';
import { foreign } from './foreign';
import { lost } from './lost';
import { lostMark } from './lost-mark';
import { pages } from './pages';
import { preview } from './preview';
import { refusals } from './refusals';
import { rights } from './rights';
import { togetherRows } from './together';
import { unknownKind } from './unknown-kind';

/** The whole contract. */
export const rows: Readonly<Record<RowName, Row>> = {
  ...lost,
  ...foreign,
  ...falseAbsence,
  ...pages,
  ...lostMark,
  ...defects,
  ...refusals,
  ...preview,
  ...togetherRows,
  ...rights,
  ...unknownKind,
};
