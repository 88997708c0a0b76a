package dev.parley.e2e.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;

/// What a look at the page would tell.
final class Layout {

    private Layout() {}

    /// Neither the page nor the part of it that scrolls can be scrolled sideways, and nothing that can be seen sticks
    /// out at its sides.
    static void staysWithinItsWidth(Page page) {
        Object outside = page.evaluate("""
                () => {
                  const isForScreenReaders = (one) => {
                    for (let up = one; up !== null; up = up.parentElement) if (up.offsetWidth === 1) return true;
                    return false;
                  };
                  const wide = [];
                  for (const one of [document.documentElement, document.body, document.getElementById('log')])
                    if (one !== null && one.scrollWidth > one.clientWidth) wide.push('scrolls: ' + (one.id || one.tagName));
                  for (const one of document.querySelectorAll('body *')) {
                    const box = one.getBoundingClientRect();
                    if (box.width === 0 || box.height === 0 || isForScreenReaders(one)) continue;
                    if (box.right > innerWidth + 0.5 || box.left < -0.5)
                      wide.push(one.tagName + '#' + one.id + '.' + one.className + ' ' + box.left + ' to ' + box.right);
                  }
                  return wide.join('\\n');
                }
                """);
        assertThat(outside)
                .as("what is wider than the page of " + page.viewportSize().width)
                .isEqualTo("");
    }
}
