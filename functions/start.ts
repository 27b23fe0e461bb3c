import { ConfigError, readConfig, type Config, type Environment } from '../shared/config/config';
import { compose, MODULES } from './compose';
import { unusableHttp } from './health/ready.http';
import { healthRoutes } from './health/routes';
import { problem } from './host/answer';
import { UNCOUNTED } from './host/clients';
import { HOST_PROBLEMS } from './host/problem';
import { register, type FunctionsHost } from './host/register';
import { liveOutside, unconditional } from './outside';

/**
 * Registers the app; with settings that cannot be used nothing but its health, which names them. A throw would leave the app without any
 * function: the Functions host then answers 404 everywhere, health included.
 */
export function start(env: Environment, host?: FunctionsHost): void {
  const config = configOf(env);
  if (config instanceof ConfigError) {
    startUnusable(config, host);
    return;
  }
  const outside = liveOutside(config);
  for (const warning of config.warnings) outside.log.warn('config.warning', { warning });
  register(compose(config, outside), host);
}

function configOf(env: Environment): Config | ConfigError {
  try {
    return readConfig(env, MODULES);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function startUnusable({ problems: faults }: ConfigError, host?: FunctionsHost): void {
  for (const fault of faults) unconditional.log.error('config.unusable', { fault });
  const edge = {
    ...unconditional,
    problems: HOST_PROBLEMS,
    permissions: {},
    linkSchemes: {},
    // Without settings no token can be checked, and no client counted.
    checkSignIn: () => Promise.resolve({ kind: 'unavailable' } as const),
    clients: UNCOUNTED,
  };
  const elsewhere = problem('not-configured', {
    detail: 'Nothing but health is served until the settings are mended: GET /api/v1/health/ready names them.',
  });
  register({ routes: healthRoutes(unusableHttp(faults)), raw: [], queues: [], timers: [], edge, elsewhere }, host);
}
