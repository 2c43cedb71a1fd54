#include "importers/operations/mysqlbanner.h"

#include "app/base/text.h"
#include "importers/operations/textparts.h"

namespace faultline {

bool isMySqlBanner(std::string_view line)
{
    if (line.empty() || line.front() == '#' || line.front() == '\t')
        return false;
    if (line.front() == 'T')
        return line.starts_with("Tcp port: ") || line.starts_with("TCP Port: ")
            || ((line.starts_with("Time ") || line.starts_with("Time\t")) && containsText(line, "Id Command") && containsText(line, "Argument"));
    return line.size() > 20 && trimmed(line).ends_with("started with:") && containsText(line, ", Version: ");
}

}    // namespace faultline
