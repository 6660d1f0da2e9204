import { AppError } from '#kernel/errors.ts';

/** No room for a call now (service.busy), with a time to come back that the thrower chose. */
export class Busy extends AppError {
  readonly seconds: number;

  constructor(seconds: number) {
    super('service.busy');
    this.seconds = seconds;
  }
}
