import { instantText } from '../../shared/kernel/instants';
import type { SpaceView } from '../../shared/spaces/messages';
import { feedPath, type OpenTime, type ReservationConfig, type Space } from '../../shared/spaces/model';

/** Addresses of mailboxes are for staff. */
export type ViewSpace = (space: Space, audience: 'public' | 'staff') => SpaceView;

/** `appUrl`: public base of links. */
export const makeViewSpace =
  (appUrl: string): ViewSpace =>
  (space, audience) => {
    const {
      exchangeResourceMailbox,
      placeAuthority,
      calendar,
      changedAt,
      features,
      publicFeed = 'busy',
      eventSubject = 'title',
      eventSensitivity,
      reservationConfig,
      ...rest
    } = space;
    const feedUrl = `${appUrl}${feedPath(space.id)}`;
    const seen = {
      ...rest,
      displayName: space.displayName ?? space.name,
      features: [...features],
      publicFeed,
      ...(reservationConfig && { reservationConfig: configView(reservationConfig, audience) }),
      ...(publicFeed !== 'off' && { feedUrl, webcalUrl: feedUrl.replace(/^https?:/, 'webcal:') }),
      changedAt: instantText(changedAt),
    };
    if (audience === 'public') return seen;
    const inOutlook =
      publicFeed === 'off' ? {} : { addToOutlookUrl: subscribeUrl(feedUrl, `${space.building.abbreviation} ${space.name}`) };
    return {
      ...seen,
      ...inOutlook,
      ...(exchangeResourceMailbox !== undefined && { exchangeResourceMailbox }),
      ...(placeAuthority && { placeAuthority }),
      ...(calendar && { calendar }),
      eventSubject,
      ...(eventSensitivity && { eventSensitivity }),
    };
  };

/** Outlook on the web asks the person, then subscribes to the calendar: they see it, and cannot write to it. */
function subscribeUrl(feedUrl: string, name: string): string {
  return `https://outlook.office.com/calendar/0/addfromweb?url=${encodeURIComponent(feedUrl)}&name=${encodeURIComponent(name)}`;
}

function configView(
  { blackouts, specialDays, openingHours, approverEmail, ...rest }: ReservationConfig,
  audience: 'public' | 'staff',
): NonNullable<SpaceView['reservationConfig']> {
  const open = (times: readonly OpenTime[] = []): OpenTime[] => [...times];
  return {
    ...rest,
    ...(audience === 'staff' && approverEmail !== undefined && { approverEmail }),
    ...(openingHours && { openingHours: Object.fromEntries(Object.entries(openingHours).map(([day, times]) => [day, open(times)])) }),
    ...(specialDays && { specialDays: specialDays.map(({ date, open: times }) => ({ date, open: open(times) })) }),
    ...(blackouts && {
      blackouts: blackouts.map(({ startsAt, endsAt, ...why }) => ({
        startsAt: instantText(startsAt),
        endsAt: instantText(endsAt),
        ...why,
      })),
    }),
  };
}
