#pragma once

#include "app/base/result.h"
#include "app/model/timelineentry.h"
#include "ui/models/entrytime.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace faultline {

class CaseSession;

/// The timeline as rows: a heading for each day and section, the entries, and a last row that makes a new one. Rows are moved,
/// added and removed one by one, so that an open editor stays where it is whatever happens around it.
class TimelineModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Clock, Written, PrecisionColumn, Type, Title, Tags, Owner, Section, EvidenceCount, columns };
    enum Role { IdRole = Qt::UserRole + 1, KindRole, TagsRole, InWindowRole, ZoneRole };
    enum class RowKind { Heading, Entry, NewEntry };

    explicit TimelineModel(CaseSession& session, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

    RowKind kindOf(int row) const { return m_rows[static_cast<std::size_t>(row)].kind; }
    std::optional<std::int64_t> idAt(int row) const;
    int rowOf(std::int64_t entryId) const;              ///< -1 when it is not there
    bool hasEvidence() const;                           ///< any entry
    int headingOf(int row) const;                       ///< the heading that stands above the row, -1 = none
    /// Why the text cannot be taken, as a sentence; "" when it can.
    QString problemOf(const QModelIndex& index, const QString& text) const;

private:
    struct Row {
        RowKind kind = RowKind::Entry;
        QString heading;
        TimelineEntry entry;
        int evidence = 0;
        bool isInWindow = true;
        bool isSameRow(const Row& other) const;
        bool operator==(const Row&) const = default;
    };
    void reload();
    std::vector<Row> currentRows() const;
    void take(std::vector<Row> rows);
    void placeRow(int at, Row row);
    QVariant entryData(const Row& row, int column, int role) const;
    QString entryText(const Row& row, int column) const;
    Result<TimelineEntry> changed(const QModelIndex& index, const QString& text) const;
    const TimelineEntry* above(int row) const;

    CaseSession& m_session;
    std::vector<Row> m_rows;
};

}    // namespace faultline
