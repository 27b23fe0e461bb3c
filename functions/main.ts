import { readConfig } from '../shared/config/config';
import { compose, MODULES } from './compose';
import { register } from './host/register';
import { liveOutside } from './outside';

// A bad setting throws here, while loading: the worker refuses to start, and says which setting.
const config = readConfig(process.env, MODULES);
const outside = liveOutside(config);
for (const warning of config.warnings) outside.log.warn('config.warning', { warning });
register(compose(config, outside));
