import { defaulted, type SettingsPart } from '../../shared/config/part';
import { shownText, wholeNumber, type Rule } from '../../shared/config/rules';

const TOKENS = new Set(['{title}', '{space}', '{reference}']);

const subjectTemplate: Rule<string> = {
  allowed: 'one line that can be seen, with no other tokens than {title}, {space} and {reference}, 200 characters at most',
  read: (text) => {
    const tokens = text.match(/\{[^{}]*\}?|\}/g) ?? [];
    return text.length <= 200 && tokens.every((token) => TOKENS.has(token)) && shownText.read(text) !== undefined ? text : undefined;
  },
};

export const RESERVATION_SETTINGS = {
  shape: {
    EVENT_SUBJECT_TEMPLATE: defaulted(subjectTemplate, '{title}', 'The subject of events in room calendars, which many can read.'),
    STAFF_HORIZON_DAYS: defaulted(
      wholeNumber(1, 24_000),
      '3650',
      'How many days ahead anybody may book, staff included: it catches a mistyped year. Spaces may say less for the public (`horizonDays`).',
    ),
    RETENTION_CONTACT_DAYS: defaulted(
      wholeNumber(1, 36_500),
      '365',
      'How many days after its end the contact and the notes of a reservation are removed.',
    ),
  },
} satisfies SettingsPart;
