#pragma once

#include "app/export/timelinetable.h"
#include "app/query/trends.h"
#include "ui/models/breakdownorder.h"

#include <QAbstractItemModel>

#include <optional>
#include <vector>

namespace faultline {

class Theme;

/// The values of a field with their numbers, each unfolded by a second field when that is asked for.
class BreakdownModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role {
        ValueRole = Qt::UserRole,    ///< the whole value
        NoteRole,                    ///< "212 URLs", beside a template
        IsAbsentRole
    };

    explicit BreakdownModel(const Theme& theme, QObject* parent = nullptr);

    void setAnswer(BreakdownAnswer answer);
    const BreakdownAnswer& answer() const { return m_answer; }
    void setTrends(std::vector<Trend> trends);                 ///< of the first rows
    const Trend* trend(const QModelIndex& index) const;        ///< null while it is not known
    /// "" = rows cannot be unfolded.
    void setThenBy(const std::string& field);
    const std::string& thenBy() const { return m_thenBy; }
    void setChildren(const QModelIndex& parent, BreakdownAnswer answer);
    bool needsChildren(const QModelIndex& parent) const;

    const BreakdownRow* row(const QModelIndex& index) const;
    /// The field its value belongs to.
    std::string fieldOf(const QModelIndex& index) const;
    /// Selects the records of the row and no others, the first field's value included; "" for nothing.
    std::string filterOf(const QModelIndex& index) const;
    QString titleOf(const QModelIndex& index) const;           ///< "path = /api/x · status = 200", for captions
    bool hasColumn(BreakdownColumn column) const;              ///< false where no record carries such a number
    TimelineTable table(const QModelIndexList& rows) const;    ///< for the clipboard; empty = all rows

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    bool hasChildren(const QModelIndex& parent = {}) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;

private:
    struct Unfolded {
        BreakdownAnswer answer;
    };
    const BreakdownAnswer& answerOf(const QModelIndex& index) const;
    QString text(const QModelIndex& index) const;
    QString valueText(const QModelIndex& index) const;
    QVariant toolTip(const QModelIndex& index) const;
    std::optional<double> shareOfRise(const BreakdownRow& row) const;
    bool hasBefore() const;

    const Theme& m_theme;
    BreakdownAnswer m_answer;
    std::vector<Trend> m_trends;
    std::string m_thenBy;
    std::vector<std::optional<Unfolded>> m_unfolded;    ///< a row each
};

/// "URL", "URL template", "Client address"; "n URLs" and the like speak of `field`.
QString titleOfField(const std::string& field, RecordKind kind);

}    // namespace faultline
