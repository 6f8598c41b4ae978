/** Vite puts the file's bytes into the bundle. */
declare module "*.png?inline" {
  const dataUrl: string;
  export default dataUrl;
}
