import { inspect } from 'node:util';
import { Secret } from '../../../shared/kernel/secret';

it('a secret shows itself to nobody who does not ask for it', () => {
  const secret = new Secret('hunter2');

  const shown = [String(secret), secret.toString(), JSON.stringify({ secret }), inspect({ secret })].join(' ');

  expect(shown).not.toContain('hunter2');
  expect(secret.reveal()).toBe('hunter2');
});
