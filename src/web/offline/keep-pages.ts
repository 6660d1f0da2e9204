/** The pages open without a network from now on. False where the browser keeps none; what it holds otherwise it holds all the same. */
export async function keepPages(): Promise<boolean> {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  if (serviceWorker === undefined) return false;
  return serviceWorker.register('/sw.js', { updateViaCache: 'none' }).then(
    () => true,
    () => false,
  );
}
