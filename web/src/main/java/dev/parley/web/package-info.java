/// The pages of Parley, built from TypeScript into this module's resources.
///
/// [dev.parley.web.Pages] names them and says with which headers they are served.
@NullMarked
package dev.parley.web;

import org.jspecify.annotations.NullMarked;
