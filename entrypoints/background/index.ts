import { defineBackground } from 'wxt/utils/define-background';
import { startBackground } from './startBackground.ts';

// One classic script: a module with imports takes a stopped worker about 20 ms longer to start (npm run bench).
export default defineBackground(startBackground);
