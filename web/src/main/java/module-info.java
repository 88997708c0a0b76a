/// The pages of Parley as resources, and what a server must know to serve them.
module dev.parley.web {
    requires static org.jspecify;

    exports dev.parley.web;

    opens dev.parley.web;
}
