#include "app/cli/output.h"

#include "app/base/text.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>

namespace faultline::cli {

namespace {

constexpr std::size_t flushBytes = 64 * 1024;
constexpr std::size_t rowsForWidths = 1'000;
constexpr std::size_t widestCell = 160;

std::string dumped(const JsonValue& json, const OutputOptions& options)
{
    // On a terminal everything beyond ASCII is escaped: C1 and bidirectional controls are legal inside JSON text.
    return json.dump(-1, ' ', options.isTerminal && !options.raw, JsonValue::error_handler_t::replace);
}

JsonValue jsonOf(const Cell& cell)
{
    if (const auto* flag = std::get_if<bool>(&cell))
        return *flag;
    if (const auto* integer = std::get_if<std::int64_t>(&cell))
        return *integer;
    if (const auto* number = std::get_if<double>(&cell))
        return std::isfinite(*number) ? JsonValue(*number) : JsonValue();
    if (const auto* text = std::get_if<std::string>(&cell))
        return *text;
    if (const auto* time = std::get_if<Timestamp>(&cell))
        return formatUtc(*time);
    if (const auto* json = std::get_if<JsonValue>(&cell))
        return *json;
    return nullptr;
}

/// As nlohmann writes it: digits with a point where these are short enough. False for the rest.
bool appendPlainNumber(double number, std::string& json)
{
    const double size = std::abs(number);
    if (!(size == 0 || (size >= 1e-4 && size < 1e15)))
        return false;
    std::array<char, 64> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed);
    if (error != std::errc{})
        return false;
    json.append(digits.data(), end);
    if (std::find(digits.data(), end, '.') == end)
        json += ".0";
    return true;
}

/// The same text as dumped(jsonOf(cell)); numbers and plain words without a document in between.
void appendJson(const Cell& cell, const OutputOptions& options, std::string& json)
{
    const auto isPlain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
    if (std::holds_alternative<std::monostate>(cell)) {
        json += "null";
        return;
    }
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
        std::array<char, 24> digits{};
        json.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), *integer).ptr);
        return;
    }
    if (const auto* number = std::get_if<double>(&cell); number && appendPlainNumber(*number, json))
        return;
    if (const auto* text = std::get_if<std::string>(&cell); text && std::all_of(text->begin(), text->end(), isPlain)) {
        json += '"';
        json += *text;
        json += '"';
        return;
    }
    json += dumped(jsonOf(cell), options);
}

/// Four significant digits are what a person compares; the exact value is in JSON and CSV.
std::string roundedNumber(double value)
{
    if (!std::isfinite(value))
        return {};
    if (value == 0 || std::abs(value) >= 1e15)
        return formatNumber(value);
    const double scale = std::pow(10.0, 3 - std::floor(std::log10(std::abs(value))));
    const double rounded = std::abs(value) >= 1000 ? std::round(value) : std::round(value * scale) / scale;
    return rounded == std::floor(rounded) ? formatGrouped(static_cast<std::int64_t>(rounded)) : formatNumber(rounded);
}

/// "a; b" for lists, "key=value; ..." for objects.
std::string flatText(const JsonValue& json)
{
    std::string text;
    for (const auto& [key, value] : json.items()) {
        if (!text.empty())
            text += "; ";
        if (json.is_object())
            text += key + '=';
        text += value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, JsonValue::error_handler_t::replace);
    }
    return text;
}

std::string plainText(const Cell& cell)
{
    if (const auto* flag = std::get_if<bool>(&cell))
        return *flag ? "true" : "false";
    if (const auto* integer = std::get_if<std::int64_t>(&cell))
        return std::to_string(*integer);
    if (const auto* number = std::get_if<double>(&cell))
        return std::isfinite(*number) ? formatNumber(*number) : std::string();
    if (const auto* text = std::get_if<std::string>(&cell))
        return *text;
    if (const auto* time = std::get_if<Timestamp>(&cell))
        return formatUtc(*time);
    if (const auto* json = std::get_if<JsonValue>(&cell))
        return flatText(*json);
    return {};
}

bool isText(const Cell& cell)
{
    return std::holds_alternative<std::string>(cell) || std::holds_alternative<JsonValue>(cell);
}

/// A spreadsheet takes such a text for a formula (OWASP, CSV injection).
bool looksLikeFormula(std::string_view text)
{
    return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

std::string csvText(const Cell& cell, const OutputOptions& options)
{
    std::string text = plainText(cell);
    if (isText(cell) && !options.raw && looksLikeFormula(text))
        text.insert(text.begin(), '\'');
    if (options.isTerminal && !options.raw)
        text = withVisibleControls(text);
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string markdownText(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        if (std::string_view("\\|`*_[]<>&#~!").find(c) != std::string_view::npos)
            escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::size_t widthOf(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;    // counts the first byte of each UTF-8 character
    }));
}

}    // namespace

bool fromName(std::string_view name, OutputFormat& value)
{
    if (name == "table")
        value = OutputFormat::Table;
    else if (name == "json")
        value = OutputFormat::Json;
    else if (name == "csv")
        value = OutputFormat::Csv;
    else if (name == "markdown")
        value = OutputFormat::Markdown;
    else
        return false;
    return true;
}

Cell cell(std::uint64_t value)
{
    return static_cast<std::int64_t>(value);
}

Cell cell(std::optional<double> value)
{
    return value ? Cell(*value) : Cell();
}

Cell cell(std::optional<Timestamp> value)
{
    return value ? Cell(*value) : Cell();
}

Output::Output(OutputOptions options, int descriptor) : m_options(options), m_descriptor(descriptor) {}

void Output::begin(const JsonValue& head, std::vector<Column> columns)
{
    m_columns = std::move(columns);
    m_widths.assign(m_columns.size(), 0);
    m_widthsSettled = false;
    m_anyRow = false;
    std::vector<std::string> titles;
    for (const Column& column : m_columns)
        titles.push_back(m_options.raw ? column.title : withVisibleControls(column.title));
    switch (m_options.format) {
    case OutputFormat::Json: {
        std::string start = head.empty() ? "{}" : dumped(head, m_options);
        start.pop_back();
        put(start + (head.empty() ? "" : ",") + "\"rows\":[");
        m_jsonKeys.clear();
        for (const Column& column : m_columns)
            m_jsonKeys.push_back(dumped(column.key, m_options) + ':');
        for (std::size_t i = 0; i < m_jsonKeys.size(); ++i) {    // an object has a key once: the last of equal columns
            if (std::find(m_jsonKeys.begin() + static_cast<std::ptrdiff_t>(i) + 1, m_jsonKeys.end(), m_jsonKeys[i])
                != m_jsonKeys.end())
                m_jsonKeys[i].clear();
        }
        return;
    }
    case OutputFormat::Csv:
        for (std::size_t i = 0; i < m_columns.size(); ++i)
            put((i == 0 ? "" : ",") + csvText(m_columns[i].key, m_options));
        put("\r\n");
        return;
    case OutputFormat::Table: m_pending.push_back(std::move(titles)); return;
    case OutputFormat::Markdown:
        writeTableRow(titles);
        for (const Column& column : m_columns)
            if (column.show != Show::Hidden)
                put(column.show == Show::Text ? "|---" : "|---:");
        put("|\n");
        return;
    }
}

bool Output::row(std::vector<Cell> cells)
{
    cells.resize(m_columns.size());
    writeRow(cells);
    m_anyRow = true;
    return !m_stopped;
}

void Output::writeRow(const std::vector<Cell>& cells)
{
    switch (m_options.format) {
    case OutputFormat::Json: {
        m_line = m_anyRow ? ",\n{" : "\n{";
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (m_jsonKeys[i].empty())
                continue;
            if (m_line.back() != '{')
                m_line += ',';
            m_line += m_jsonKeys[i];
            appendJson(cells[i], m_options, m_line);
        }
        m_line += '}';
        put(m_line);
        return;
    }
    case OutputFormat::Csv:
        for (std::size_t i = 0; i < cells.size(); ++i)
            put((i == 0 ? "" : ",") + csvText(cells[i], m_options));
        put("\r\n");
        return;
    case OutputFormat::Table:
    case OutputFormat::Markdown: break;
    }
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < cells.size(); ++i)
        texts.push_back(shown(cells[i], m_columns[i]));
    if (m_options.format == OutputFormat::Table && !m_widthsSettled) {
        m_pending.push_back(std::move(texts));
        if (m_pending.size() > rowsForWidths)
            flushTable();
        return;
    }
    writeTableRow(texts);
}

std::string Output::shown(const Cell& cell, const Column& column) const
{
    if (const auto* integer = std::get_if<std::int64_t>(&cell); integer && column.show == Show::Number)
        return formatGrouped(*integer);
    if (const auto* number = std::get_if<double>(&cell)) {
        constexpr double leastShown = 0.0001;
        if (column.show == Show::Percent && *number > 0 && *number < leastShown)
            return "< 0.01 %";
        if (column.show == Show::Percent)
            return roundedNumber(*number * 100) + " %";
        return roundedNumber(*number);
    }
    if (const auto* time = std::get_if<Timestamp>(&cell))
        return formatWithOffset(*time, m_zone.offsetAt(*time));
    const std::string text = plainText(cell);
    if (m_options.raw)
        return text;
    // A row is a line: line ends inside a text become visible like every other control character.
    const std::string safe = withVisibleControls(text);
    return m_options.format == OutputFormat::Table ? shortened(safe, widestCell) : safe;
}

void Output::writeTableRow(const std::vector<std::string>& texts)
{
    std::string line;
    bool isFirst = true;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (m_columns[i].show == Show::Hidden)
            continue;
        if (m_options.format == OutputFormat::Markdown) {
            line += "| " + markdownText(texts[i]) + ' ';
            continue;
        }
        const std::size_t width = widthOf(texts[i]);
        const std::string padding(m_widths[i] > width ? m_widths[i] - width : 0, ' ');
        if (!isFirst)
            line += "  ";
        isFirst = false;
        line += m_columns[i].show == Show::Text ? texts[i] + padding : padding + texts[i];
    }
    if (m_options.format == OutputFormat::Markdown) {
        put(line + "|\n");
        return;
    }
    while (!line.empty() && line.back() == ' ')
        line.pop_back();
    put(line + '\n');
}

void Output::flushTable()
{
    for (const std::vector<std::string>& texts : m_pending)
        for (std::size_t i = 0; i < texts.size(); ++i)
            m_widths[i] = std::max(m_widths[i], widthOf(texts[i]));
    m_widthsSettled = true;
    for (const std::vector<std::string>& texts : m_pending)
        writeTableRow(texts);
    m_pending.clear();
}

void Output::end()
{
    if (m_options.format == OutputFormat::Json)
        put(m_anyRow ? "\n]}\n" : "]}\n");
    if (m_options.format == OutputFormat::Table && !m_widthsSettled)
        flushTable();
}

void Output::document(const JsonValue& json)
{
    put(dumped(json, m_options) + '\n');
}

void Output::text(std::string_view text)
{
    put(text);
}

void Output::note(std::string_view text)
{
    if (m_options.format == OutputFormat::Json || m_options.format == OutputFormat::Csv)
        return;
    put((m_options.raw ? std::string(text) : withVisibleControls(text)) + '\n');
}

void Output::put(std::string_view text)
{
    if (m_stopped)
        return;
    m_buffer += text;
    if (m_buffer.size() >= flushBytes)
        flush();
}

void Output::flush()
{
    std::size_t done = 0;
    while (done < m_buffer.size() && !m_stopped) {
        const ssize_t written = ::write(m_descriptor, m_buffer.data() + done, m_buffer.size() - done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            m_stopped = true;
            m_errorNumber = errno == EPIPE ? 0 : errno;
            break;
        }
        done += static_cast<std::size_t>(written);
    }
    m_buffer.clear();
}

Result<void> Output::finish()
{
    flush();
    if (m_errorNumber == 0)
        return {};
    return Error{ErrorKind::OutputFailed, "Cannot write the output", std::strerror(m_errorNumber), "Free space or choose another place"};
}

}    // namespace faultline::cli
