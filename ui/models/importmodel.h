#pragma once

#include "ui/importdraft.h"

#include <QAbstractTableModel>

namespace faultline {

class Theme;

/// The files of an import, a row each: what they are, how their times are read, what is not clear yet.
class ImportModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { File, Format, Time, Rows, Problems, ColumnCount };

    ImportModel(const Theme& theme, QObject* parent);

    void setDrafts(std::vector<ImportDraft> drafts);
    void setDraft(int row, ImportDraft draft);
    void setHints(const ImportHints& hints);
    const std::vector<ImportDraft>& drafts() const { return m_drafts; }
    const ImportDraft& draft(int row) const { return m_drafts.at(static_cast<std::size_t>(row)); }
    const ImportHints& hints() const { return m_hints; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

signals:
    void choiceChanged();    ///< a file was left out or taken back

private:
    QString text(const ImportDraft& draft, int column) const;
    QString details(const ImportDraft& draft) const;

    const Theme& m_theme;
    std::vector<ImportDraft> m_drafts;
    ImportHints m_hints;
};

}    // namespace faultline
