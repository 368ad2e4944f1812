import { posix, relative } from 'node:path';

const PLACE = /__place_of__\("([^"]+)"\)/g;

/**
 * In a bundle a module no longer stands where it stood. What says where it is (`import.meta.url`, `dirname`, `filename`) is
 * made to say the place that it has in the repository, now below the package: so what it reads is found beside it.
 * @param {string} root
 * @returns {import('rolldown').Plugin}
 */
export function keepPlaces(root) {
  return {
    name: 'keep-places',
    transform: {
      filter: {
        id: { include: [/\/(?:src|packages)\/.*\.ts$/], exclude: [/node_modules/] },
        code: /import\.meta\./,
      },
      handler(code, id) {
        const file = relative(root, id).replace(/\.ts$/, '.js');
        const place = (path) => `__place_of__("${path}")`;
        return code
          .replaceAll(
            'import.meta.filename',
            `process.getBuiltinModule('node:url').fileURLToPath(${place(file)})`,
          )
          .replaceAll(
            'import.meta.dirname',
            `process.getBuiltinModule('node:url').fileURLToPath(${place(posix.dirname(file))})`,
          )
          .replaceAll('import.meta.url', place(file));
      },
    },
    renderChunk(code, { fileName }) {
      if (!code.includes('__place_of__')) return undefined;
      return code.replace(PLACE, (_, file) => {
        const from = posix.relative(posix.dirname(fileName), file);
        return `new URL(${JSON.stringify(from.startsWith('.') ? from : `./${from}`)}, import.meta.url).href`;
      });
    },
  };
}
