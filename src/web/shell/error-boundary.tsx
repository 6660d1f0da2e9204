import { Component, type ReactNode } from 'react';
import { RequestProblem } from '#web/data/problem.ts';
import { Trouble } from '#web/ui/view.tsx';

/** Keeps a fault inside the part where it happened: the frame and the way out stay. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown; broken: boolean }> {
  override state: { error: unknown; broken: boolean } = { error: undefined, broken: false };

  static getDerivedStateFromError(error: unknown) {
    return { error, broken: true };
  }

  /** Code that could not be fetched is fetched by opening the page anew; any other fault is tried again in place. */
  again() {
    if (this.state.error instanceof RequestProblem) location.reload();
    else this.setState({ error: undefined, broken: false });
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return <Trouble error={this.state.error} retry={() => this.again()} />;
  }
}
