// What Node's URL reads in the paths of a JSON file; null for what it takes for another host.
import { readFileSync } from 'node:fs';

const paths = JSON.parse(readFileSync(process.env.PATHS, 'utf8'));
const read = (path) => (/^[/\\]{2}/.test(path) ? null : new URL(path, 'http://h').pathname);
console.log(JSON.stringify(paths.map(read)));
