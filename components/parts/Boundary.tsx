import { Component, type ComponentChildren } from 'preact';
import { ViewContext } from '../view.ts';

type Props = { version: number | string; retry: () => void; children: ComponentChildren };
type State = { failed: boolean; version: number | string };

/** Keeps a part that fails from blanking the rest. Another version of what it shows is another chance. */
export class Boundary extends Component<Props, State> {
  static override contextType = ViewContext;
  override state: State = { failed: false, version: this.props.version };

  static override getDerivedStateFromProps(props: Props, state: State): State | null {
    return props.version === state.version ? null : { failed: false, version: props.version };
  }

  override componentDidCatch(error: unknown): void {
    console.error('[alongside] a part of the panel failed', error);
    this.setState({ failed: true });
  }

  render() {
    if (!this.state.failed) return this.props.children;
    const { t } = this.context;
    return (
      <div class="block" role="alert">
        <p class="quiet">{t('boundaryText')}</p>
        <button type="button" onClick={this.props.retry}>
          {t('tryAgain')}
        </button>
      </div>
    );
  }
}
