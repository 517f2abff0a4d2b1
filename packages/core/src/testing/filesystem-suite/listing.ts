import type { FileSystem } from "../../filesystem/file-system.js";

/** The names in a directory, sorted. */
export async function namesIn(fs: FileSystem, path: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of fs.list(path)) names.push(entry.name);
  return names.sort();
}

/** Every path of a tree, sorted, without following links. */
export async function pathsBelow(fs: FileSystem, path = "/"): Promise<string[]> {
  const paths: string[] = [];
  const directories = [path === "/" ? "" : path];
  for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
    for await (const entry of fs.list(directory === "" ? "/" : directory)) {
      const child = `${directory}/${entry.name}`;
      paths.push(child);
      if (entry.type === "directory") directories.push(child);
    }
  }
  return paths.sort();
}
