/** Application permissions that the administrator of the simulated tenant consented to: all that the app's modules need. */
export const ROLES = ['Calendars.ReadWrite', 'Mail.ReadWrite', 'Mail.Send', 'Place.ReadWrite.All', 'User.Read.All'];

/** Of the second registration, whose credential may fail without the first. */
export const DIRECTORY_ROLES = ['GroupMember.ReadWrite.All', 'ProfilePhoto.ReadWrite.All', 'Sites.Selected', 'User.ReadWrite.All'];
