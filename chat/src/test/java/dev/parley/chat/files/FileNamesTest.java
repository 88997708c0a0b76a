package dev.parley.chat.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    holiday.jpg            | holiday.jpg
                    ../../etc/passwd       | passwd
                    C:\\\\temp\\\\a.txt    | a.txt
                    .htaccess              | htaccess
                    ..                     | file
                    a<b>"c".png            | a_b__c_.png
                    文件 (1).pdf            | 文件 (1).pdf
                    отчёт.doc              | отчёт.doc
                    """)
    void namesKeepWhatPeopleRead(String given, String clean) {
        assertThat(FileNames.clean(given)).isEqualTo(clean);
    }

    @Test
    void nothingTurnsOrHidesTheEnding() {
        assertThat(FileNames.clean("invoice\u202Egpj.exe")).isEqualTo("invoicegpj.exe");
        assertThat(FileNames.clean("a\u0000\r\nb\u007f.txt")).isEqualTo("a b.txt");
        assertThat(FileNames.clean("a\u200Bb\uFEFF\u2066.txt")).isEqualTo("ab.txt");
        assertThat(FileNames.clean("\ud800.txt")).isEqualTo("txt");
        assertThat(FileNames.clean("")).isEqualTo("file");
    }

    @Test
    void aLongNameKeepsItsEnding() {
        String clean = FileNames.clean("😀".repeat(300) + ".jpeg");
        assertThat(clean).endsWith("😀.jpeg");
        assertThat(clean.codePointCount(0, clean.length())).isEqualTo(100);
    }
}
