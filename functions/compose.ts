import { availability } from './availability/module';
import { decide } from './decide/module';
import { feeds } from './feeds/module';
import { freeBusy } from './free-busy/module';
import { health } from './health/module';
import { assemble, type Configured } from './host/assemble';
import type { Outside } from './host/outside';
import { installation } from './installation/module';
import { limits } from './limits/module';
import { links } from './links/module';
import { managePages } from './links/pages-module';
import { mail } from './mail/module';
import { microsoft } from './microsoft/module';
import { places } from './places/module';
import { reservations } from './reservations/module';
import { spaceChanges } from './spaces/changes-module';
import { spaces } from './spaces/module';
import { sync } from './sync/module';

/** Everything that the app is made of, in the order in which it is wired: a module may use earlier ones only. */
// prettier-ignore
export const MODULES = [
  installation, microsoft, spaces, limits, links, freeBusy, mail,
  reservations, availability, feeds, places, spaceChanges, managePages, decide,
  health, sync,
] as const;

/** The app, wired. Nothing is connected yet. */
export function compose(config: Configured, outside: Outside) {
  const app = assemble(MODULES, config, outside);
  const { checkSignIn, clock, log } = outside;
  return { ...app, appUrl: config.appUrl, edge: { checkSignIn, ...app.tables, clock, log, clients: app.clients } };
}
