import type { Mail } from './model';
import type { FillTemplate } from './ports';
import { factsOf, type Occasion } from './rules';
import { TEMPLATES } from './templates';

/** The mail of an occasion, as it goes. */
export function writeMail(fill: FillTemplate, occasion: Occasion): Mail {
  const { template } = occasion;
  const facts = factsOf(occasion);
  const { subject, text, html } = TEMPLATES[template];
  return {
    template,
    to: occasion.reservation.contact?.email ?? '',
    subject: fill(subject, 'text', facts),
    html: fill(html, 'html', facts),
    text: fill(text, 'text', facts),
  };
}
