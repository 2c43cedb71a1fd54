#include "app/model/templaterule.h"

namespace faultline {

std::string_view nameOf(TemplateRule::Answer answer)
{
    switch (answer) {
    case TemplateRule::Answer::Template: return "template";
    case TemplateRule::Answer::Exact: return "exact";
    }
    return {};
}

bool fromName(std::string_view name, TemplateRule::Answer& value)
{
    for (const auto answer : {TemplateRule::Answer::Template, TemplateRule::Answer::Exact}) {
        if (nameOf(answer) == name) {
            value = answer;
            return true;
        }
    }
    return false;
}

}    // namespace faultline
