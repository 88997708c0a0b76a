package dev.parley.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemasTest {

    private static JsonNode json(String singleQuoted) {
        return JsonMapper.shared().readTree(singleQuoted.replace('\'', '"'));
    }

    private static List<String> problems(String schema, String value) {
        return new Schemas(json("{'components':{'Name':{'type':'string','minLength':1}}}"), false)
                .problems(json(schema), json(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'integer','minimum':1,'maximum':3} | 2     | 1.5",
                "{'type':'integer','minimum':1,'maximum':3} | 1     | 0",
                "{'type':'integer','minimum':1,'maximum':3} | 3     | 4",
                "{'type':'string','minLength':1}            | 'a'   | ''",
                "{'type':'string','maxLength':1}            | 'a'   | 'ab'",
                "{'type':'boolean'}                         | true  | 'true'",
                "{'$ref':'#/components/Name'}               | 'a'   | ''",
                "{'enum':['a',1]}                           | 1     | 'b'",
                "{'type':'object','required':['a']}         | {'a':1} | {}",
                "{'properties':{'a':{'type':'string'}}}     | {'b':1} | {'a':1}",
                "{'properties':{'a':{}},'additionalProperties':false} | {'a':1} | {'b':1}",
                "{'additionalProperties':{'type':'string'}} | {'a':'b'} | {'a':1}",
                "{'type':'array','items':{'type':'string'}} | ['a']  | ['a',1]",
                "{'oneOf':[{'required':['a']},{'required':['b']}]} | {'a':1} | {'a':1,'b':1}",
                "{'oneOf':[{'required':['a']},{'required':['b']}]} | {'b':1} | {}",
                "{'allOf':[{'required':['a']},{'required':['b']}]} | {'a':1,'b':1} | {'a':1}"
            })
    void takesWhatFitsAndNamesWhatDoesNot(String schema, String good, String bad) {
        assertThat(problems(schema, good)).isEmpty();
        assertThat(problems(schema, bad)).isNotEmpty();
    }

    @Test
    void whatItDoesNotKnowIsNotPassedOver() {
        assertThatThrownBy(() -> problems("{'multipleOf':2}", "1")).hasMessageContaining("multipleOf");
        assertThatThrownBy(() -> problems("{'$ref':'#/components/Nothing'}", "1"))
                .hasMessageContaining("Nothing");
    }

    @Test
    void closedItRefusesMembersThatNobodyNamed() {
        JsonNode schema = json("{'type':'object','properties':{'a':{}}}");
        assertThat(new Schemas(schema, true).problems(schema, json("{'b':1}"))).containsExactly(".b is unknown");
        assertThat(new Schemas(schema, false).problems(schema, json("{'b':1}"))).isEmpty();
    }
}
