#pragma once

#include "app/base/result.h"
#include "app/query/textsearch.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QList>

#include <optional>

namespace faultline {

class CaseSession;
class Theme;

/// Log lines of a window in time order, over all sources. Knows how many there are and loads the pages that are looked at; no more
/// than a few thousand lines are in memory, each cut to what a screen can show.
class LinesModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { TimeColumn, SourceColumn, LineColumn, LevelColumn, TextColumn };
    enum Role {
        MarkRole = Qt::UserRole,    ///< LineMark as int
        HitsRole,                   ///< QList<QPoint>: begin and length in the display text
        IsLoadedRole
    };

    LinesModel(CaseSession& session, const Theme& theme, QObject* parent = nullptr);

    /// Counts the records of the request, then shows them; indexed() tells when.
    void setRequest(const LinesRequest& request);
    const LinesRequest& request() const { return m_request; }
    const LineIndex& lineIndex() const { return m_index; }
    void setSearch(std::optional<TextSearch> search);
    /// Loads what is missing of the rows; rowsLoaded() tells when.
    void fetch(int first, int last);

    const RecordReference* record(int row) const;              ///< null while it is not loaded
    QString text(int row) const;                               ///< as shown, "" while it is not loaded
    bool isUntouched(int row) const;                           ///< false when the case does not have the raw line
    QString sourceName(std::int64_t sourceId) const;
    Timestamp timeOf(int row) const;                           ///< of its slice while it is not loaded

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void indexed();
    void rowsLoaded();
    void failed(const faultline::Error& error);

private:
    struct Row {
        RecordReference record;
        RecordLevel level;
        std::string line;
        bool isUntouched = true;
    };
    using Rows = std::vector<Row>;
    void takeRows(int firstPage, Rows rows);
    const Row* row(int number) const;
    QString shown(const Row& row, QList<QPoint>* hits) const;
    static Result<Rows> load(struct CaseQueries& queries, const FilterContext& context, const LinesRequest& request,
                             const LineIndex& index, std::uint64_t first, std::size_t count, const TaskControl& control);

    CaseSession& m_session;
    const Theme& m_theme;
    LinesRequest m_request;
    LineIndex m_index;
    std::optional<TextSearch> m_search;
    QHash<int, Rows> m_pages;
    QList<int> m_recent;          ///< pages, the newest last
    int m_asked = -1;             ///< first page of the query under way
    int m_generation = 0;         ///< of the request asked for last
    int m_shown = 0;              ///< of the index in use
};

}    // namespace faultline
