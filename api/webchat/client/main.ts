import { createNavigation, createRouter, FeatureSet, Platform, RootViewModel } from 'hydrogen-view-sdk';
import { drawSigns } from './drawSigns.js';
import { editsInPlace } from './editsInPlace.js';
import { openOnlyRoom } from './openOnlyRoom.js';
import { quietRequests } from './quietRequests.js';
import { tidyRoom } from './tidyRoom.js';
import { tidySignIn } from './tidySignIn.js';
import { withoutArrivals } from './withoutArrivals.js';

/** Put in by the build: the names of the files beside this one, which carry a hash. */
declare const ASSETS: { readonly olmScript: string; readonly olmWasm: string; readonly downloadSandbox: string };

const response = await fetch('config.json', { cache: 'no-store' });
const config = (await response.json()) as { readonly defaultHomeServer: string; readonly hint?: string };

const container = document.body;
const platform = new Platform({
  container,
  config,
  options: { development: false },
  assetPaths: {
    downloadSandbox: ASSETS.downloadSandbox,
    // Browsers give cryptography and service workers (which fetch protected media) to https and localhost only.
    // Elsewhere unencrypted rooms still work.
    ...(window.isSecureContext && {
      serviceWorker: 'sw.js',
      olm: { wasm: ASSETS.olmWasm, wasmBundle: ASSETS.olmScript },
    }),
  },
});
quietRequests(platform);
const navigation = createNavigation();
platform.setNavigation(navigation);
await platform.init();
const urlRouter = createRouter({ navigation, history: platform.history });
urlRouter.attach();
const root = new RootViewModel({
  platform,
  navigation,
  urlRouter,
  features: await FeatureSet.load(platform.settingsStorage),
  tileClassForEntry: withoutArrivals(editsInPlace()),
});
platform.createAndMountRootView(root);
tidySignIn(container, config.hint);
tidyRoom(container);
drawSigns(container);
openOnlyRoom(root, navigation);
await root.load();
