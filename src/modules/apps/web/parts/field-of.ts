/** What was written into a field of a form, without spaces around it; '' where there is none. */
export function fieldOf(form: FormData, name: string): string {
  const given = form.get(name);
  return typeof given === 'string' ? given.trim() : '';
}
