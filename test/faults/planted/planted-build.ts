import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModuleKind, sys, readConfigFile, convertCompilerOptionsFromJson, transpileModule } from 'typescript';
import type { Edit, PlantedBug } from './planted-bug';

/** Builds `project` with these edits in a separate folder. */
export function buildWith({ name, edits }: PlantedBug, project: string, folder: string): string {
  const build = join(folder, 'planted', name.replaceAll(/\W+/g, '-'));
  mkdirSync(build, { recursive: true });
  cpSync(join(project, 'dist'), join(build, 'dist'), { recursive: true });
  cpSync(join(project, 'package.json'), join(build, 'package.json'));
  symlinkSync(join(project, 'node_modules'), join(build, 'node_modules'));
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const inFile = edits.filter((edit) => edit.file === file);
    const source = inFile.reduce(edited, readFileSync(join(project, 'src', file), 'utf8'));
    writeFileSync(join(build, 'dist', file.replace(/\.ts$/, '.js')), compiled(source, project));
  }
  return build;
}

function edited(source: string, { file, find, replace }: Edit): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`${file} contains this ${parts.length - 1} times, not once:\n${find}`);
  return parts.join(replace);
}

function compiled(source: string, project: string): string {
  const { config } = readConfigFile(join(project, 'tsconfig.json'), (path) => sys.readFile(path)) as {
    config: { compilerOptions: object };
  };
  const { options } = convertCompilerOptionsFromJson(config.compilerOptions, project);
  return transpileModule(source, { compilerOptions: { ...options, module: ModuleKind.CommonJS, sourceMap: false } })
    .outputText;
}
