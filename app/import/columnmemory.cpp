#include "app/import/columnmemory.h"

#include "app/base/text.h"
#include "app/import/jsonscanner.h"

#include <algorithm>
#include <set>

namespace faultline {

namespace {

constexpr const char* notUsed = "ignore";
constexpr const char* unitOfDuration = "duration_unit";
constexpr const char* duration = "duration";

std::string nameOf(const std::vector<ColumnReading>& columns, std::size_t index)
{
    const std::string& header = columns[index].header;
    const auto isSame = [&header](const ColumnReading& other) { return equalsIgnoringCase(other.header, header); };
    const bool isPlain = !header.empty() && header.find('|') == std::string::npos && !parseInteger(header) && trimmed(header).size() == header.size();
    return isPlain && std::count_if(columns.begin(), columns.end(), isSame) == 1 ? header : std::to_string(index + 1);
}

std::optional<std::size_t> columnNamed(const std::vector<ColumnReading>& columns, std::string_view name)
{
    for (std::size_t index = 0; index < columns.size(); ++index) {
        if (equalsIgnoringCase(columns[index].header, name))
            return index;
    }
    const auto number = parseInteger(name);
    if (number && *number >= 1 && *number <= static_cast<std::int64_t>(columns.size()))
        return static_cast<std::size_t>(*number - 1);
    return std::nullopt;
}

}    // namespace

StatedColumns statedColumns(const std::vector<ColumnReading>& columns)
{
    StatedColumns stated;
    for (std::size_t index = 0; index < columns.size(); ++index) {
        const ColumnReading& column = columns[index];
        std::string& list = stated[column.role.empty() ? notUsed : column.role];
        list += (list.empty() ? "" : "|") + nameOf(columns, index);
        if (column.role == duration && !column.unit.empty())
            stated[unitOfDuration] = column.unit;
    }
    return stated;
}

void stateRole(StatedColumns& stated, const std::vector<ColumnReading>& columns, std::size_t column, const std::string& role)
{
    const bool isOnly = !role.empty() && role != "value" && role != "label";
    StatedColumns changed;
    for (const auto& [key, names] : stated) {
        if (key == unitOfDuration) {
            if (role != duration)
                changed[key] = names;
            continue;
        }
        for (const std::string_view name : split(names, '|')) {
            const bool isFreed = columnNamed(columns, name) == column || (isOnly && key == role);
            std::string& list = changed[key];
            if (!isFreed)
                list += (list.empty() ? "" : "|") + std::string(name);
        }
    }
    std::string& list = changed[role.empty() ? notUsed : role];
    list += (list.empty() ? "" : "|") + nameOf(columns, column);
    std::erase_if(changed, [](const auto& entry) { return entry.second.empty(); });
    stated = std::move(changed);
}

std::optional<std::vector<ColumnReading>> readAs(const StatedColumns& stated, std::vector<ColumnReading> columns)
{
    std::set<std::size_t> named;
    for (const auto& [role, names] : stated) {
        if (role == unitOfDuration)
            continue;
        for (const std::string_view name : split(names, '|')) {
            const auto index = columnNamed(columns, name);
            if (!index || !named.insert(*index).second)
                return std::nullopt;
            columns[*index].role = role == notUsed ? std::string() : role;
        }
    }
    if (named.size() != columns.size())
        return std::nullopt;
    const auto unit = stated.find(unitOfDuration);
    for (ColumnReading& column : columns) {
        if (column.role == duration && unit != stated.end())
            column.unit = unit->second;
    }
    return columns;
}

std::vector<RememberedColumns> rememberedColumns(const std::vector<Source>& sources)
{
    std::vector<RememberedColumns> remembered;
    for (auto source = sources.rbegin(); source != sources.rend(); ++source) {
        const auto options = parseJson(source->options);
        const nlohmann::json* map = options ? findJson(*options, "map") : nullptr;
        if (map == nullptr || !map->is_object())
            continue;
        RememberedColumns one{source->name, source->format, {}};
        for (const auto& [role, names] : map->items()) {
            if (const auto text = jsonText(&names))
                one.stated[role] = *text;
        }
        remembered.push_back(std::move(one));
    }
    return remembered;
}

}    // namespace faultline
