// A thread does not get the loader of TypeScript from its parent (Node 20): it registers its own.
import { register } from 'tsx/esm/api';

register();
await import('./reader.ts');
