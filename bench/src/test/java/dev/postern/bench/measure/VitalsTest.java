package dev.postern.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What jcmd prints, of a serial collector under JDK 25 and of JDK 17's native memory tracking. */
class VitalsTest {

    @Test
    void the_heap_is_the_sum_of_its_generations_without_metaspace() {
        assertThat(Vitals.heap("""
                        123:
                         DefNew     total 78656K, used 1024K [0x0, 0x1, 0x2)
                          eden space 69952K,   1% used [0x0, 0x1, 0x2)
                         Tenured    total 174784K, used 20480K [0x0, 0x1, 0x2)
                          the  space 174784K,   0% used [0x0, 0x1, 0x2)
                         Metaspace       used 30000K, committed 31000K, reserved 1114112K
                        """)).isEqualTo(21504);
    }

    @Test
    void direct_memory_is_the_category_other() {
        assertThat(Vitals.direct("""
                        -                     Other (reserved=4321KB, committed=4320KB)
                                                    (malloc=4321KB #50)
                        """)).isEqualTo(4320);
    }
}
