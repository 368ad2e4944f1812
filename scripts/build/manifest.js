/**
 * The package.json of the built package: what is bundled is no dependency any more.
 * @param {Record<string, any>} source the repository's
 * @param {{ imported: string[] }} program
 */
export function manifestOf(source, { imported }) {
  const { name, version, description, license, type, engines, bin, dependencies, optionalDependencies } =
    source;
  // Pictures are drawn where the library's native part fits the machine; without it a diagnosis has none.
  const drawing = Object.keys(dependencies).filter((one) => imported.includes(one));
  return {
    ...{ name, version, description, license, type, engines, bin },
    exports: {
      './analyzer': { types: './lib/analyzer.d.ts', default: './lib/analyzer.js' },
      './package.json': './package.json',
    },
    dependencies: { zod: dependencies.zod },
    // In the tarball: nothing has to be fetched for what the program cannot do without.
    bundleDependencies: ['zod'],
    optionalDependencies: {
      ...Object.fromEntries(drawing.map((one) => [one, dependencies[one]])),
      ...optionalDependencies,
    },
  };
}
