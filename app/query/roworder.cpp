#include "app/query/roworder.h"

#include "app/base/parallel.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>

namespace faultline {
namespace {

constexpr std::size_t rowsPerTask = 2048;
constexpr std::size_t rankFrom = 4096;              // fewer rows are sorted by their texts at once
constexpr std::size_t leastShareOfDictionary = 8;   // an eighth of its values, or ranking them all does not pay

/// The eight bytes behind the common prefix as a number that sorts like them: most ties end here.
std::uint64_t textKey(const ScanRow& row, std::size_t skipped)
{
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        const std::size_t at = skipped + i;
        key = (key << 8) | (at < row.text.size() ? static_cast<unsigned char>(row.text[at]) : 0U);
    }
    return key;
}

/// Sorts runs on the pool, then merges them. Comparing the texts of rows with equal keys is what takes the time.
template <typename Iterator, typename Less>
void sortInParallel(Iterator begin, Iterator end, Less isBefore)
{
    const std::ptrdiff_t size = end - begin;
    std::ptrdiff_t runs = size < 4096 ? 1 : 2 * static_cast<std::ptrdiff_t>(workerCount());
    const auto edge = [&](std::ptrdiff_t run) { return begin + size * std::min(run, runs) / runs; };
    parallelFor(static_cast<std::size_t>(runs), [&](std::size_t index) {
        const auto run = static_cast<std::ptrdiff_t>(index);
        std::sort(edge(run), edge(run + 1), isBefore);
    });
    for (std::ptrdiff_t width = 1; width < runs; width *= 2) {
        const std::ptrdiff_t pairs = (runs + 2 * width - 1) / (2 * width);
        parallelFor(static_cast<std::size_t>(pairs), [&](std::size_t index) {
            const std::ptrdiff_t run = static_cast<std::ptrdiff_t>(index) * 2 * width;
            std::inplace_merge(edge(run), edge(run + width), edge(run + 2 * width), isBefore);
        });
    }
}

/// Sets the text keys: behind the bytes that all texts begin with. Texts lie scattered, so both passes run on the pool.
void setTextKeys(const std::vector<ScanRow>& rows, std::vector<RowKey>& entries)
{
    const auto named = std::find_if(entries.begin(), entries.end(), [&](const RowKey& entry) { return !rows[entry.row].isAbsent; });
    if (named == entries.end())
        return;
    const std::string_view first = rows[named->row].text;
    const std::size_t tasks = (entries.size() + rowsPerTask - 1) / rowsPerTask;
    std::vector<std::size_t> common(tasks, first.size());
    parallelFor(tasks, [&](std::size_t task) {
        for (std::size_t i = task * rowsPerTask; i < std::min(entries.size(), (task + 1) * rowsPerTask); ++i) {
            const ScanRow& row = rows[entries[i].row];
            const std::size_t limit = row.isAbsent ? common[task] : std::min(common[task], row.text.size());
            std::size_t same = row.isAbsent ? limit : 0;
            while (same < limit && first[same] == row.text[same])
                ++same;
            common[task] = same;
        }
    });
    const std::size_t skipped = *std::min_element(common.begin(), common.end());
    parallelFor(tasks, [&](std::size_t task) {
        for (std::size_t i = task * rowsPerTask; i < std::min(entries.size(), (task + 1) * rowsPerTask); ++i)
            entries[i].textKey = textKey(rows[entries[i].row], skipped);
    });
}

/// The place of every value of a dictionary among the sorted ones.
struct TextRanks {
    std::vector<std::uint32_t> rankOfCode;
};

TextRanks ranksOf(const Dictionary& dictionary)
{
    std::vector<ScanRow> rows(dictionary.size());
    std::vector<RowKey> keys(dictionary.size());
    for (std::uint32_t code = 0; code < dictionary.size(); ++code) {
        rows[code].text = dictionary.at(code);
        keys[code].row = code;
    }
    setTextKeys(rows, keys);
    sortInParallel(keys.begin(), keys.end(), [&rows](const RowKey& left, const RowKey& right) {
        return left.textKey != right.textKey ? left.textKey < right.textKey : rows[left.row].text < rows[right.row].text;
    });
    TextRanks ranks;
    ranks.rankOfCode.resize(dictionary.size());
    for (std::uint32_t rank = 0; rank < keys.size(); ++rank)
        ranks.rankOfCode[keys[rank].row] = rank;
    return ranks;
}

/// A number whose ascending order is the descending one of the keys.
std::uint64_t descendingBits(double key)
{
    constexpr std::uint64_t sign = std::uint64_t{1} << 63;
    const auto bits = std::bit_cast<std::uint64_t>(key == 0 ? 0.0 : key);    // one zero, not two
    return (bits & sign) != 0 ? bits : ~(bits | sign);
}

/// Stable sort by key, a byte a pass; bytes that are the same in all keys, most of them, need none.
void sortByKey(std::vector<RowKey>& keys)
{
    std::uint64_t differing = 0;
    for (RowKey& key : keys) {
        key.textKey = descendingBits(key.key);
        differing |= key.textKey ^ keys.front().textKey;
    }
    std::vector<RowKey> other(keys.size());
    for (unsigned shift = 0; shift < 64; shift += 8) {
        if (((differing >> shift) & 0xffU) == 0)
            continue;
        std::array<std::size_t, 257> begins{};
        for (const RowKey& key : keys)
            ++begins[((key.textKey >> shift) & 0xffU) + 1];
        for (std::size_t i = 1; i < begins.size(); ++i)
            begins[i] += begins[i - 1];
        for (const RowKey& key : keys)
            other[begins[(key.textKey >> shift) & 0xffU]++] = key;
        keys.swap(other);
    }
}

/// For many rows of one dictionary: into the order of its values, then stably by key. No text is looked at.
void sortByRank(const BreakdownScan& scan, const Dictionary& dictionary, std::vector<RowKey>& keys)
{
    const auto ranks = dictionary.derived<TextRanks>([&dictionary] { return ranksOf(dictionary); });
    std::vector<std::uint32_t> keyAtRank(std::size_t{dictionary.size()} + 1, BreakdownScan::noRow);
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
        const std::uint32_t code = scan.rows()[keys[i].row].code;
        keyAtRank[code < dictionary.size() ? ranks->rankOfCode[code] : dictionary.size()] = i;
    }
    std::vector<RowKey> ranked;
    ranked.reserve(keys.size());
    for (const std::uint32_t i : keyAtRank) {
        if (i != BreakdownScan::noRow)
            ranked.push_back(keys[i]);
    }
    keys = std::move(ranked);
    sortByKey(keys);
}

bool paysToRank(const BreakdownScan& scan, const std::vector<RowKey>& keys)
{
    const Dictionary* const dictionary = scan.dictionary();
    if (dictionary == nullptr || keys.size() < std::max<std::size_t>(rankFrom, dictionary->size() / leastShareOfDictionary))
        return false;
    return std::all_of(keys.begin(), keys.end(), [&](const RowKey& key) { return scan.rows()[key.row].code != ScanRow::noCode; });
}

/// Leaves the keys that reach the `count` largest: only these need texts.
void keepLargestKeys(std::vector<RowKey>& keys, std::size_t count)
{
    if (count == 0 || count >= keys.size())
        return;
    std::vector<double> numbers(keys.size());
    std::transform(keys.begin(), keys.end(), numbers.begin(), [](const RowKey& key) { return key.key; });
    const auto last = numbers.begin() + static_cast<std::ptrdiff_t>(count - 1);
    std::nth_element(numbers.begin(), last, numbers.end(), std::greater<>());
    const double smallestKept = *last;
    keys.erase(std::remove_if(keys.begin(), keys.end(), [smallestKept](const RowKey& key) { return key.key < smallestKept; }),
               keys.end());
}

void sortByText(const BreakdownScan& scan, std::vector<RowKey>& keys)
{
    const std::vector<ScanRow>& rows = scan.rows();
    setTextKeys(rows, keys);
    sortInParallel(keys.begin(), keys.end(), [&rows](const RowKey& left, const RowKey& right) {
        if (left.key != right.key)
            return left.key > right.key;
        const ScanRow& a = rows[left.row];
        const ScanRow& b = rows[right.row];
        if (a.isAbsent != b.isAbsent)
            return b.isAbsent;
        if (left.textKey != right.textKey)
            return left.textKey < right.textKey;
        return a.number != b.number ? a.number < b.number : a.text < b.text;
    });
}

}    // namespace

std::vector<std::uint32_t> inOrder(const BreakdownScan& scan, std::vector<RowKey> keys, std::size_t top)
{
    const std::size_t count = top == 0 ? keys.size() : std::min(top, keys.size());
    keepLargestKeys(keys, count);
    if (paysToRank(scan, keys))
        sortByRank(scan, *scan.dictionary(), keys);
    else
        sortByText(scan, keys);
    std::vector<std::uint32_t> order(count);
    for (std::size_t i = 0; i < count; ++i)
        order[i] = keys[i].row;
    return order;
}

}    // namespace faultline
