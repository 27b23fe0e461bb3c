let day;

/** The day that the plan shows now, as the viewer told it. */
export const shownDay = () => day;
export const keepDay = (one) => (day = one);

/** A bar of it with its room and zone; undefined: it stands there no longer. */
export const barOf = (key) =>
  day?.zones.flatMap(({ zone, buildings }) =>
    buildings.flatMap(({ rooms }) =>
      rooms.flatMap((room) => room.bars.filter((bar) => bar.key === key).map((bar) => ({ bar, room, zone }))),
    ),
  )[0];
