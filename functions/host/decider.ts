export type { DecideLinks } from '../../shared/links/ports';
