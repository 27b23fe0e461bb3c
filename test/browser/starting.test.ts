import { startViewer, type Viewer } from '../../infra/local/viewer/wire';
import { useViewerPage } from '../support/browser/viewer-page';
import { ViewedCloud } from '../support/viewer/viewed-cloud';

let cloud: ViewedCloud;
let running: Viewer;

beforeAll(async () => {
  cloud = await ViewedCloud.start();
  cloud.starting = true;
  running = await startViewer({ cloud: cloud.viewed, port: 0 });
});

afterAll(async () => {
  await running.close();
  await cloud.close();
});

const viewer = useViewerPage(() => running.url);

it('says that it is still starting, and no more once it has started', async () => {
  await viewer.page.getByText('Still starting').waitFor();

  cloud.starting = false;

  await viewer.page.getByText('All quiet: nothing is booked yet').waitFor();
  expect(await viewer.page.getByText('Still starting').count()).toBe(0);
});

it('says how far the filling of the city is', async () => {
  cloud.viewed.fill.now = { state: 'running', done: 120, of: 300 };
  await viewer.page.getByText('Filling the city: 120 of 300').waitFor();

  cloud.viewed.fill.now = { state: 'filled', done: 300, of: 300 };
  await viewer.page.getByText('Filling the city').waitFor({ state: 'detached' });
});
