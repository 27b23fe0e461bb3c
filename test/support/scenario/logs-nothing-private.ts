import { DOMAIN } from '../../../infra/local/seed-data';
import { PRIVATE } from './people';
import type { Scenario } from './use-cloud';

/** The last sentence of every file of stories. */
export function logsNothingPrivate(scenario: () => Scenario): void {
  it('has logged no secret, no token, no address and nothing that a citizen wrote', () => {
    const { cloud, people, lines } = scenario();
    const { settings } = cloud;
    const words = [
      ...Object.values(PRIVATE),
      ...['COSMOS_KEY', 'SERVICE_BUS_CONNECTION', 'SIGNING_KEY', 'IDENTITY_HEADER', 'MICROSOFT_CLIENT_CERTIFICATE'].flatMap(
        (name) => settings[name] ?? [],
      ),
      /SharedAccessKey=([^;]+)/.exec(settings['SERVICE_BUS_CONNECTION'] ?? '')?.[1] ?? '',
      people.token,
      `@${DOMAIN}`,
      'Bearer ',
      'eyJ', // every token begins like this
    ].filter((word) => word !== '');

    const telling = lines.filter(({ text }) => words.some((word) => text.includes(word)));

    expect(lines.length).toBeGreaterThan(0);
    expect(telling).toEqual([]);
  });
}
