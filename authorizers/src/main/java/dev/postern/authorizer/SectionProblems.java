package dev.postern.authorizer;

/** Passes problems of one section on to the section above it, and remembers whether there was an error. */
final class SectionProblems implements Problems {

    private final Problems above;
    private volatile boolean sound = true;

    SectionProblems(Problems above) {
        this.above = above;
    }

    boolean isSound() {
        return sound;
    }

    /** Notes an error that is reported already. */
    void spoil() {
        sound = false;
        if (above instanceof SectionProblems section) {
            section.spoil();
        }
    }

    @Override
    public void error(String path, String what, String right) {
        sound = false;
        above.error(path, what, right);
    }

    @Override
    public void warning(String path, String what, String right) {
        above.warning(path, what, right);
    }

    @Override
    public void unknownKey(String path, String what, String right) {
        sound = false;
        above.unknownKey(path, what, right);
    }
}
