// Guarding is fetched when something runs for the first time. Without it a loop is still stopped, unnamed.
export async function guarded(files) {
  try {
    return (await import("./loops.js")).guardFiles(files);
  } catch {
    return files;
  }
}
