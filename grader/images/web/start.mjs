// What the image's snapshot is made of: everything loaded, the checkers having worked once. The boxes begin
// with `main`, in a tenth of the time that loading takes.
import { startupSnapshot } from 'node:v8';
import { main } from './observer.mjs';
import { validity } from './validity.mjs';

const PAGE = '<!DOCTYPE html>\n<html lang="fr"><head><title>x</title></head><body><p id="a">x</p><p id="a">y</p></body></html>';
const STYLE = 'p { colour: red; margin: 2 }\n@media (min-width: 800px) { q::before { display: grid } }';

Promise.all([validity('a.html', PAGE), validity('a.css', STYLE)]).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
startupSnapshot.setDeserializeMainFunction(main);
