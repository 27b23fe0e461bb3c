import { readConfig } from '../shared/config/config';
import { compose } from './compose';
import { liveOutside } from './outside';
import { register } from './register';

// A bad setting throws here, while loading: the worker refuses to start, and says which setting.
const config = readConfig(process.env);
const outside = liveOutside(config);
for (const warning of config.warnings) outside.log.warn('config.warning', { warning });
register(compose(config, outside), config);
